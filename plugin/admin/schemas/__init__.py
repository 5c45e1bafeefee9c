"""What people send through the admin's forms, read by marshmallow; the rules themselves are in
`plugin.services`.
"""
