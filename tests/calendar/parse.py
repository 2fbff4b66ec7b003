"""Reads a calendar file with Debian's python3-icalendar and says as JSON what it understood."""
import json
import sys

from icalendar import Calendar

calendar = Calendar.from_ical(sys.stdin.buffer.read())
entries = []
for part in calendar.subcomponents:
    entry = {"kind": part.name}
    for name in ("UID", "SEQUENCE", "SUMMARY", "LOCATION", "CLASS", "STATUS", "ATTENDEE", "ORGANIZER", "URL", "DESCRIPTION", "RELATED-TO"):
        if name in part:
            entry[name.lower()] = str(part[name])
    for name in ("DTSTART", "DTEND", "DTSTAMP", "DUE"):
        if name in part:
            entry[name.lower()] = part[name].dt.isoformat()
    entries.append(entry)
json.dump({"method": str(calendar["METHOD"]), "version": str(calendar["VERSION"]), "entries": entries}, sys.stdout)
