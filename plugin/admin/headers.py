"""The security headers of every admin answer."""

from __future__ import annotations

from flask import Response, g

from plugin.app import parts


def secure(answer: Response) -> Response:
    """Only the verified shop's admin may frame the page; scripts come from us and from where App Bridge does.

    Answers that are nobody's (an open route, a refusal) may be framed by no one. No X-Frame-Options: it
    cannot name Shopify's admin, and browsers that heed it would show nothing.
    """
    settings = parts().settings
    shop = g.get("framed_by")
    framers = ["'none'"]
    if shop:
        framers = [f"https://{shop}", "https://admin.shopify.com"]
        if settings.standin_url:
            framers.append(settings.standin_url)
    answer.headers["Content-Security-Policy"] = (
        f"frame-ancestors {' '.join(framers)}; script-src 'self' {settings.shopify_assets}; "
        "object-src 'none'; base-uri 'none'"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if "Cache-Control" not in answer.headers:
        # One shop's numbers must not come out of a cache for somebody else.
        answer.headers["Cache-Control"] = "private, no-store"
    return answer
