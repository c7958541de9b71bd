"""The dashboard under `/_mock/`: a world to look at and to steer, in any browser.

Pages are made on the server and readable without script; forms do what the endpoints of the
control interface do, by the same functions. Looking changes nothing, and nothing of it is in a
journal. Jinja2 is not imported before somebody looks.
"""
