from .core import main
