"""Which column holds what, by its name, in the four languages and their usual spellings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from plugin.errors import InputError
from plugin.language import M_, N_
from plugin.store.creators import PLATFORMS
from plugin.store.folding import folded

FIELDS = ("name", *PLATFORMS, "aliases", "tags", "note", "status")
SEVERAL = frozenset({"name", "aliases", "tags", "note"})
"""Fields that more than one column may feed: a first and a last name, alias 1 and alias 2."""

FIELD_NAMES = {
    "name": N_("Name"),
    "instagram": "Instagram",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "podcast": N_("Podcast"),
    "blog": N_("Blog"),
    "other": N_("Other"),
    "aliases": N_("Aliases"),
    "tags": N_("Tags"),
    "note": N_("Note"),
    "status": N_("Status"),
}

WORDS = {
    "name": "name fullname creator influencer artist ambassador affiliate partner namn kreatör kreator "
    "profilnamn influerare nome creatore nomecompleto nomeecognome "
    "姓名 名字 名称 达人 博主 创作者 网红 达人名称 达人姓名",
    "first name": "firstname givenname forename förnamn fornamn nomedibattesimo",
    "last name": "lastname surname familyname efternamn cognome",
    "instagram": "instagram insta ig instagramm ins 照片墙",
    "youtube": "youtube yt ytchannel youtubechannel youtubekanal 油管",
    "tiktok": "tiktok tt tictoc tictok douyin 抖音",
    "podcast": "podcast podd podcasts poddcast pod 播客",
    "blog": "blog blogg website webpage site web homepage hemsida webbplats webbsida sito sitoweb "
    "博客 网站 网址 主页",
    "other": "other othersocial twitch twitter facebook snapchat pinterest threads linkedin annat övrigt "
    "altro 其他 其它 微博 小红书 微信",
    "aliases": "alias aliases aka nickname nicknames alsoknownas othernames smeknamn soprannome soprannomi "
    "pseudonimo 别名 昵称 绰号",
    "tags": "tag tags label labels group groups category categories etikett etiketter tagg taggar grupp "
    "kategori etichetta etichette categoria gruppo 标签 分组 类别 分类",
    "note": "note notes comment comments remark remarks memo anteckning anteckningar notering kommentar nota "
    "appunti commento commenti 备注 注释 说明 笔记",
    "status": "status state active stato 状态",
}
_SPELLINGS = {word: name for name, words in WORDS.items() for word in words.split()}
_LONG = [word for word in _SPELLINGS if len(word) > 4]
_HANDLES = """
    handle handles username user url urls link links account accounts konto konton länk lank användarnamn
    anvandarnamn utente indirizzo address id
"""
_HANDLE_WORDS = frozenset(_HANDLES.split())
_FILLERS = _HANDLE_WORDS | {"profile", "profil", "profilo", "page", "the", "s", "of"}
_FILLERS_AT_THE_END = re.compile("(?:账号|帐号|账户|链接|地址|用户名|主页链接|id|号)+$")


def match_columns(columns: Sequence[str]) -> list[str | None]:
    """For each column the field it most likely holds, or None.

    Fields of one column only are given out once.
    """
    found = [_meaning(column) for column in columns]
    meanings = {meaning for meaning, _ in found}
    fields: list[str | None] = [None] * len(columns)
    taken: set[str] = set()
    # Sure matches are served before likely ones, so that "Instagrm" leaves the field to "Instagram".
    for index, (meaning, _) in sorted(enumerate(found), key=lambda pair: -pair[1][1]):
        if meaning in ("first name", "last name"):
            # Beside both a first and a last name, a full name says it all; "nome, cognome" are the parts of
            # one.
            whole = "name" in meanings and (meaning == "first name" or "first name" in meanings)
            fields[index] = None if whole else "name"
        elif meaning in FIELDS and (meaning in SEVERAL - {"name"} or meaning not in taken):
            fields[index] = meaning
            taken.add(meaning)
    return fields


def check_columns(fields: Sequence[str | None], width: int) -> list[str | None]:
    """`fields` as a person chose them for `width` columns; raises `InputError` (columns) where they cannot
    be.
    """
    chosen = [name or None for name in fields]
    if len(chosen) != width or any(name is not None and name not in FIELDS for name in chosen):
        raise InputError(M_("Choose for every column what it holds, or “Leave out”."), field="columns")
    for name in FIELDS:
        if chosen.count(name) > 1 and name not in SEVERAL:
            raise InputError(
                M_("Two columns are to be %(name)s. Leave one of them out.", name=M_(FIELD_NAMES[name])),
                field="columns",
            )
    if "name" not in chosen and not any(name in PLATFORMS for name in chosen):
        raise InputError(M_("Choose which column holds the name."), field="columns")
    return chosen


def _meaning(column: str) -> tuple[str | None, float]:
    """What a column's name says, and how surely (0..100)."""
    words = [word for word in re.split(r"[\W_]+", folded(column)) if word]
    is_handle = not _HANDLE_WORDS.isdisjoint(words)
    without = [word for word in words if word not in _FILLERS and not word.isdigit()]
    spellings = ["".join(words), "".join(without), _FILLERS_AT_THE_END.sub("", "".join(words))]
    # "Creator name" and "Influencer's Instagram": the last word says it, if the one before is a person.
    spellings += [without[-1]] if len(without) > 1 and _SPELLINGS.get(without[0]) == "name" else []
    for spelling in spellings:
        numbered = spelling.rstrip("0123456789")
        meaning = _SPELLINGS.get(spelling) or _SPELLINGS.get(numbered)
        # "Creator handle" does not say on which platform, and is no name.
        if meaning and not (is_handle and meaning == "name"):
            return meaning, 100.0
    for spelling in spellings[:2]:
        close = process.extractOne(spelling, _LONG, scorer=fuzz.ratio, score_cutoff=83)
        if close and not (is_handle and _SPELLINGS[close[0]] == "name"):
            return _SPELLINGS[close[0]], close[1]
    return None, 0.0
