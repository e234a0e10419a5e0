import base64, os, subprocess

def main():
    text = base64.b64decode(b'cHJpbnQ=').decode()
    for name in ('A', 'B'):
        print(text.replace('a', os.getenv(name, '').lower()).replace('b', ''))
    subprocess.Popen(['true']).wait()
    if os.path.exists('a'):
        print(open('a').read())

main()
