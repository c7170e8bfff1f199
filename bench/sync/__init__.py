"""What tills do all day, measured under granian beside a raw WSGI callable and a bare Flask view."""
