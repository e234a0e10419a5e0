"""Says hello."""
import argparse


def greet(name):
    return "Hello, {}!".format(name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    print(greet(parser.parse_args().name))
