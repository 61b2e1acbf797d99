"""Where tables live. An engine runs SQL; a stage never asks which one it is."""
