#!/usr/bin/env bash
# Fetches sigsum-witness and its helpers, a witness that others wrote, into a folder, and says where the
# programs are. Nothing of the machine is changed: a source file, package lists and the package stay
# in the folder. Backports have the address of the machine's own Debian source. Exit code 77: cannot
# be had here.
#
#   tests/witness/backports.sh build/sigsum
set -euo pipefail

readonly package=sigsum-go version=0.11.1-1~bpo12+1
readonly folder=${1:?a folder to fetch into}
readonly programs=$folder/$version/usr/bin

skip() {
  echo "$1" >&2
  exit 77
}

# The address behind the archive that this Debian's own release comes from, in either format.
mirror() {
  { cat /etc/apt/sources.list /etc/apt/sources.list.d/*.{sources,list} 2>/dev/null || true; } |
    sed -nE 's/^URIs:[[:space:]]*([^[:space:]]+).*/\1/p; s/^deb([[:space:]]+\[[^]]*\])?[[:space:]]+([^[:space:]]+).*/\2/p' |
    grep -E '/debian/?$' | head -n 1
}

fetch() {
  local address state
  address=$(mirror) || skip "no source list of Debian on this machine"
  mkdir -p "$folder/lists/partial" "$folder/archives/partial"
  state=$(realpath "$folder")
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s bookworm-backports main\n' "$address" \
    >"$state/backports.list"
  local apt=(apt-get -qq -o "Dir::Etc::SourceList=$state/backports.list" -o Dir::Etc::SourceParts=-
    -o "Dir::State::Lists=$state/lists" -o "Dir::Cache=$state" -o APT::Sandbox::User=root
    -o Debug::NoLocking=1 -o Acquire::Retries=2 -o Acquire::http::Timeout=20)
  "${apt[@]}" update >&2 || skip "backports cannot be reached"
  (cd "$state" && "${apt[@]}" download "$package=$version") >&2 || skip "backports do not have $package $version"
  rm -rf "$state/unpacking"
  dpkg-deb -x "$state/${package}_$version"_*.deb "$state/unpacking"
  mv "$state/unpacking" "$state/$version"
  rm -rf "$state/lists" "$state/archives" "$state"/*.bin
}

[[ -x $programs/sigsum-witness ]] || fetch
realpath "$programs"
