"""What a notebook finds: IPython, shell commands, the magics, and the modules of Colab."""
