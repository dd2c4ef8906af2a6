"""Which drives are another machine's, from the table of mounts as Linux writes it."""

from pathlib import Path

import pytest

from planner.gate.drives import file_system, on_network

MOUNTS = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:35 / /mnt/chung rw,relatime shared:5 master:1 - cifs //may-chu/chung rw
41 22 0:36 / /mnt/hồ\040sơ rw,relatime - nfs4 may-chu:/ho-so rw
42 40 8:2 / /mnt/chung/usb rw - vfat /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/lan", "ext4"),
        ("/mnt/chung", "cifs"),
        ("/mnt/chung/2026/xa.planner", "cifs"),
        ("/mnt/chung/usb/2026", "vfat"),
        ("/mnt/chunglon", "ext4"),
        ("/mnt/hồ sơ/2026", "nfs4"),
    ],
)
def test_a_path_lies_on_the_deepest_mount_above_it(path: str, kind: str) -> None:
    assert file_system(Path(path), MOUNTS.strip()) == kind


def test_a_folder_of_this_machine_is_on_no_network(tmp_path: Path) -> None:
    assert not on_network(tmp_path)
