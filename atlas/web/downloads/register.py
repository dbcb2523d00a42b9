"""The register of all downloads, by the last part of their path."""

from __future__ import annotations

from atlas.web.downloads.download_file import Download
from atlas.web.downloads.evaluation_download import EVALUATION
from atlas.web.downloads.extract_download import EXTRACT
from atlas.web.downloads.layer_download import LAYERS
from atlas.web.downloads.one_file_download import ONE_FILE
from atlas.web.downloads.report_download import OVERLAPS, REPORT
from atlas.web.downloads.sheet_download import SHEET
from atlas.web.downloads.shortlist_download import SHORTLIST
from atlas.web.downloads.site_download import SITE
from atlas.web.downloads.town_downloads import PROFILE, TOWN_SHEET

DOWNLOADS: dict[str, Download] = {
    one.name: one
    for one in (
        *(ONE_FILE, EVALUATION, EXTRACT, LAYERS, PROFILE),
        *(REPORT, OVERLAPS, SHEET, SHORTLIST, SITE, TOWN_SHEET),
    )
}
