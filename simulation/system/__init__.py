"""The machine below: files, streams, the network, turns at heavy work and answers that are made once."""
