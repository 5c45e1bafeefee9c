"""What people paste as a handle, and what becomes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import InputError
from plugin.services.handles import normal_handle, profile_url
from plugin.store.creators import PLATFORMS


@pytest.mark.parametrize(
    ("platform", "typed", "handle"),
    [
        pytest.param("instagram", "cleo.cloud", "cleo.cloud", id="bare"),
        pytest.param("instagram", " @cleo.cloud ", "cleo.cloud", id="at_sign_and_blanks"),
        pytest.param("instagram", "＠cleo.cloud", "cleo.cloud", id="wide_at_sign"),
        pytest.param("instagram", "\u200bcleo.cloud\ufeff", "cleo.cloud", id="invisible_characters"),
        pytest.param("instagram", "https://www.instagram.com/cleo.cloud/", "cleo.cloud", id="address"),
        pytest.param("instagram", "instagram.com/cleo.cloud", "cleo.cloud", id="address_without_scheme"),
        pytest.param("instagram", "https://m.instagram.com/cleo.cloud?hl=en#x", "cleo.cloud", id="query"),
        pytest.param("instagram", "https://instagram.com/stories/cleo.cloud/99/", "cleo.cloud", id="story"),
        pytest.param("instagram", "HTTPS://WWW.INSTAGRAM.COM/Cleo.Cloud", "Cleo.Cloud", id="capitals_stay"),
        pytest.param("instagram", "", "", id="empty"),
        pytest.param("instagram", "@", "", id="at_sign_alone"),
        pytest.param("tiktok", "https://www.tiktok.com/@cleocloud/video/7", "cleocloud", id="tiktok_video"),
        pytest.param("tiktok", "@cleocloud", "cleocloud", id="tiktok"),
        pytest.param("youtube", "https://youtube.com/@devdune/videos", "devdune", id="youtube"),
        pytest.param("youtube", "https://www.youtube.com/c/DevDune", "c/DevDune", id="youtube_custom"),
        pytest.param("youtube", "https://www.youtube.com/channel/UC123_-x", "channel/UC123_-x", id="channel"),
        pytest.param("youtube", "@李子柒Liziqi", "李子柒Liziqi", id="youtube_in_chinese"),
        pytest.param("podcast", "  Åsapodden ", "Åsapodden", id="podcast_name"),
        pytest.param("podcast", "A\u030asapodden", "Åsapodden", id="composed"),
        pytest.param("blog", "https://www.cleo.example/", "cleo.example", id="blog_address"),
        pytest.param("blog", "http://cleo.example/blog/", "cleo.example/blog", id="blog_path"),
        pytest.param("blog", "Cleo's kitchen", "Cleo's kitchen", id="blog_name"),
        pytest.param("other", "https://www.twitch.tv/cleo", "twitch.tv/cleo", id="other_address"),
    ],
)
def test_normal_handle(platform, typed, handle):
    assert normal_handle(platform, typed) == handle


@pytest.mark.parametrize(
    ("platform", "typed", "says"),
    [
        pytest.param("instagram", "cleo cloud", "up to 30 letters", id="blank_inside"),
        pytest.param("instagram", "x" * 31, "up to 30 letters", id="too_long"),
        pytest.param("instagram", "https://instagram.com/p/Cxyz/", "no profile on Instagram", id="post"),
        pytest.param("instagram", "https://instagram.com/", "no profile on Instagram", id="host_alone"),
        pytest.param("instagram", "https://tiktok.com/@cleo", "is on TikTok", id="of_another_platform"),
        pytest.param("instagram", "https://instagram.com.evil.example/x", "up to 30", id="look_alike_host"),
        pytest.param("tiktok", "https://vm.tiktok.com/ZM12/", "no profile on TikTok", id="short_link"),
        pytest.param("youtube", "https://youtu.be/abc123", "no profile on YouTube", id="video"),
        pytest.param("youtube", "https://www.youtube.com/watch?v=abc", "no profile on YouTube", id="watch"),
        pytest.param("podcast", "x" * 201, "longer than 200", id="podcast_too_long"),
    ],
)
def test_what_is_no_handle_says_so(platform, typed, says):
    with pytest.raises(InputError, match=says) as caught:
        normal_handle(platform, typed)
    assert caught.value.field == platform


@given(platform=st.sampled_from(PLATFORMS), typed=st.text(max_size=60) | st.from_regex(r"https?://\S{0,30}"))
def test_any_text_is_a_handle_or_refused_and_normalising_again_changes_nothing(platform, typed):
    try:
        handle = normal_handle(platform, typed)
    except InputError:
        return
    assert normal_handle(platform, handle) == handle


@pytest.mark.parametrize(
    ("platform", "handle", "url"),
    [
        pytest.param("instagram", "cleo.cloud", "https://www.instagram.com/cleo.cloud/", id="instagram"),
        pytest.param("tiktok", "cleocloud", "https://www.tiktok.com/@cleocloud", id="tiktok"),
        pytest.param("youtube", "devdune", "https://www.youtube.com/@devdune", id="youtube"),
        pytest.param("youtube", "channel/UC1", "https://www.youtube.com/channel/UC1", id="youtube_channel"),
        pytest.param("blog", "cleo.example/blog", "https://cleo.example/blog", id="blog"),
        pytest.param("blog", "Cleo's kitchen", None, id="a_name_leads_nowhere"),
        pytest.param("other", "javascript:alert(1)", None, id="no_script"),
        pytest.param("other", 'a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E", id="quoted"),
    ],
)
def test_profile_url(platform, handle, url):
    assert profile_url(platform, handle) == url
