#!/bin/sh
# Writes portal.env from the example, with a fresh random value for every empty key and password.
set -eu
umask 077
cd "$(dirname "$0")"

if [ -e portal.env ]; then
    echo "deploy/portal.env gibt es schon. Neue Schlüssel würden alle Links in Mails ungültig machen." >&2
    exit 1
fi

while IFS= read -r line; do
    case $line in
        *_KEY= | *_PASSWORD=) line=$line$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n') ;;
    esac
    printf '%s\n' "$line"
done <portal.env.example >portal.env.new
mv portal.env.new portal.env

echo "deploy/portal.env ist angelegt. Ersetzen Sie darin die Werte mit „example.org“."
