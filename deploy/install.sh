#!/bin/sh
# Install Homeward on this machine, or replace its program by that of this folder. docs/operations.md, "With systemd".
#
#     deploy/install.sh https://homeward.example.org
#     deploy/install.sh --root FOLDER https://homeward.example.org    # everything below a folder, as this user
#
# It makes the user, the folders, the program with its packages, the settings, the secrets and the units. It replaces no
# settings and no secret. It starts nothing: the database comes next. PYTHON names the interpreter (3.11 or newer).
set -eu

root=""
if [ "${1:-}" = "--root" ]; then
    root=$(mkdir -p "$2" && cd "$2" && pwd)
    shift 2
fi
origin=${1:?"the address of the site is missing, such as https://homeward.example.org"}
python=${PYTHON:-python3}
source=$(cd "$(dirname "$0")/.." && pwd)
program=$root/opt/homeward settings=$root/etc/homeward state=$root/var/lib/homeward cache=$root/var/cache/homeward
backups=$root/var/backups/homeward

case $origin in https://*) ;; *) echo "the address must begin with https://" >&2; exit 2 ;; esac
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed" >&2; exit 3; }

if [ -z "$root" ]; then
    [ "$(id -u)" = 0 ] || { echo "run this as root, or with --root FOLDER" >&2; exit 77; }
    id homeward >/dev/null 2>&1 ||
        useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin homeward
fi

# as the user of the processes; below --root this user is the one
as_user() {
    if [ -z "$root" ]; then runuser -u homeward -- "$@"; else "$@"; fi
}

mkdir -p "$program"
for folder in "$settings" "$state" "$cache" "$backups" "$backups-keys" "$backups-keys-away"; do
    mkdir -p "$folder"
    chmod 0700 "$folder"
    [ -n "$root" ] || chown homeward:homeward "$folder"
done

# the program: packages by their hashes, then our own folders, each replaced as a whole
[ -d "$program/venv" ] || "$python" -m venv "$program/venv"
"$program/venv/bin/python" -m pip install --quiet --require-hashes --only-binary :all: -r "$source/requirements/app.lock"
for folder in core matching models services reports workers api cli sample_data docs; do
    rm -rf "${program:?}/$folder"
    (cd "$source" && find "$folder" -name __pycache__ -prune -o -type f -print | tar -cf - -T -) | tar -xf - -C "$program"
done
(cd "$source" && git describe --tags --match='v[0-9]*' --always --dirty 2>/dev/null || echo unknown) |
    sed 's/^v//' > "$program/RELEASE"
mkdir -p "$program/bin"
cat > "$program/bin/homeward" <<LAUNCHER
#!/bin/sh
# the homeward command of $program
export NUMBA_CACHE_DIR="\${NUMBA_CACHE_DIR:-$cache/kernels}"
PYTHONPATH=$program exec $program/venv/bin/python -P -m cli "\$@"
LAUNCHER
chmod 0755 "$program/bin/homeward"
chmod -R go=rX "$program"

if [ ! -e "$settings/homeward.env" ]; then
    umask 077
    cat > "$settings/homeward.env" <<SETTINGS
HOMEWARD_MODE=production
HOMEWARD_DATA_DIR=$state
HOMEWARD_DATABASE_URL=postgresql://homeward_app@127.0.0.1:5432/homeward
HOMEWARD_DATABASE_PASSWORD_FILE=$settings/secrets/database_password
HOMEWARD_BROKER_URL=redis://127.0.0.1:6379/0
HOMEWARD_BROKER_PASSWORD_FILE=$settings/secrets/broker_password
HOMEWARD_KEY_FILE=$settings/secrets/keys.json
HOMEWARD_METRICS_TOKEN_FILE=$settings/secrets/metrics_token
HOMEWARD_ORIGINS=$origin
HOMEWARD_PROXIES=127.0.0.1
HOMEWARD_HOST=127.0.0.1
HOMEWARD_PORT=8000
SETTINGS
    cat > "$settings/owner.env" <<SETTINGS
HOMEWARD_OWNER_URL=postgresql://homeward_owner@127.0.0.1:5432/homeward
HOMEWARD_OWNER_PASSWORD_FILE=$settings/secrets/owner_password
SETTINGS
    [ -n "$root" ] || chown homeward:homeward "$settings/homeward.env" "$settings/owner.env"
fi
[ -d "$settings/secrets" ] || as_user "$program/bin/homeward" init-secrets "$settings/secrets"

# the kernels are compiled once, here, so that the first start is quick
as_user env NUMBA_CACHE_DIR="$cache/kernels" PYTHONPATH="$program" "$program/venv/bin/python" -P -m matching.warm_up

mkdir -p "$root/etc/systemd/system"
install -m 0644 "$source"/deploy/systemd/* "$root/etc/systemd/system/"
[ -n "$root" ] || systemctl daemon-reload

echo "Homeward is in $program, its settings and secrets in $settings. Copy $settings/secrets/keys.json to a place apart."
echo "Next: the database and the broker (docs/operations.md, \"By hand\"), then: systemctl enable --now homeward.target"
