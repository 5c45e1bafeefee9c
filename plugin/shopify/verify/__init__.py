"""Is this request from Shopify, and for which shop? One file per kind of request.

`shopifyapp` checks signatures and tokens with the old and the new client secret. Around it stand the checks
it leaves out, and nothing it raises gets through: whatever is sent, the outcome is a verified shop or
`NotVerifiedError`.
"""
