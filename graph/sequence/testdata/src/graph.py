import base64, os
exec(base64.b64decode("cHJpbnQoMSk=").decode())
for name in os.listdir("."):
    if name.endswith(".txt"):
        print(open(name).read())
        print(os.path.join("http://example.com", name))
        exec(open(name).read())
