import os, subprocess

def walk(top):
    for entry in sorted(os.listdir(top)):
        path = os.path.join(top, entry)
        if os.path.isdir(path) and not os.path.islink(path):
            for inner in walk(path):
                yield inner
        elif entry.endswith(('.py', '.txt')):
            with open(path) as f, open(os.devnull) as g:
                data = f.read(min(len(entry), max(1, len(path))))
                try:
                    yield os.path.join(path, str(len(data)))
                except (ValueError, error()) as e:
                    print(repr(e), os.path.join(str(e), 'x'))
                finally:
                    f.close()

if __name__ == '__main__':
    print(list(walk(os.getcwd())))
