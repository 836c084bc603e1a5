#!/bin/sh
# Installs or updates a venue box without Docker: broker, matcher, sessions and app, as systemd
# services. Run it as root from the project, after `npm ci && npm run build`:
#
#     deploy/box/install.sh --domain hej.example.org
#
# What is in /etc/sighej already stays as it is; programs are replaced and services started anew.
set -eu
umask 022

fail() {
	echo "install.sh: $1" >&2
	exit 1
}

domain=
while [ $# -gt 0 ]; do
	case $1 in
	--domain)
		[ $# -ge 2 ] || fail "--domain needs the name under which phones and gateways find this machine"
		domain=$2
		shift 2
		;;
	--help)
		sed -n '2,7s/^# \{0,1\}//p' "$0"
		exit 0
		;;
	*) fail "$1 is no option; see --help" ;;
	esac
done

project=$(cd "$(dirname "$0")/../.." && pwd)
[ "$(id -u)" = 0 ] || fail "run it as root: it writes to /opt, /etc and starts services"
[ -n "$domain" ] || fail "--domain is missing: the name under which phones and gateways find this machine"
echo "$domain" | grep -Eq '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$' || fail "$domain is no host name"
for part in broker matcher app admin; do
	[ -d "$project/build/$part" ] || fail "build/$part is missing: run npm ci && npm run build first"
done
for program in node redis-server openssl systemctl; do
	command -v "$program" >/dev/null || fail "$program is missing (Debian: apt install redis-server openssl systemd; Node from nodejs.org)"
done
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
	fail "$(command -v node) is Node $(node --version); 20.19 or newer is needed"

# Programs: all of the new ones first, then one rename.
rm -rf /opt/sighej.new
mkdir -p /opt/sighej.new/bin /opt/sighej.new/docs
cp -R "$project/build/broker" "$project/build/matcher" "$project/build/app" "$project/build/admin" /opt/sighej.new/
cp "$project/docs/operations.md" "$project/docs/backend.md" "$project/docs/security.md" /opt/sighej.new/docs/
cp "$project/deploy/box/lost-key" /opt/sighej.new/bin/
ln -s "$(readlink -f "$(command -v node)")" /opt/sighej.new/bin/node
rm -rf /opt/sighej.old
[ ! -e /opt/sighej ] || mv /opt/sighej /opt/sighej.old
mv /opt/sighej.new /opt/sighej
rm -rf /opt/sighej.old

# Settings and secrets, each made once.
secret() { openssl rand 32 | openssl base64 -A | tr '+/' '-_' | tr -d '='; }
mkdir -p /etc/sighej
box=$project/deploy/box
if [ ! -e /etc/sighej/broker.key ]; then
	(umask 077 && openssl ecparam -name prime256v1 -genkey -noout -out /etc/sighej/broker.key)
	openssl req -x509 -new -key /etc/sighej/broker.key -days 3650 -subj "/CN=$domain" \
		-addext "subjectAltName=DNS:$domain,DNS:localhost,IP:127.0.0.1" -out /etc/sighej/broker.pem
fi
[ -e /etc/sighej/broker.env ] || cp "$box/broker.env" /etc/sighej/broker.env
if [ ! -e /etc/sighej/matcher.env ]; then
	matcher_secret=$(secret)
	hash=$(printf %s "$matcher_secret" | openssl dgst -sha256 -r | cut -d' ' -f1)
	(
		umask 077
		sed -e "s/@MATCHER_SECRET@/$matcher_secret/" -e "s/@ADMIN_CODE@/$(secret)/" -e "s/@DOMAIN@/$domain/" \
			"$box/matcher.env" >/etc/sighej/matcher.env
		printf '[{"username":"matcher","secretHash":"%s","role":{"kind":"matcher"}}]\n' "$hash" \
			>/etc/sighej/broker-credentials.json
	)
fi
[ -e /etc/sighej/setup.key ] || (umask 077 && secret >/etc/sighej/setup.key)
if [ ! -e /etc/sighej/venues.json ]; then
	venue=$(cat /proc/sys/kernel/random/uuid)
	(umask 077 && sed "s/@VENUE@/$venue/" "$box/venues.json" >/etc/sighej/venues.json)
fi

# Caddy is Debian's; where it is installed it gets our file, unless it has one of somebody's own.
if command -v caddy >/dev/null && ! grep -qs SIGHEJ_OWN /etc/caddy/Caddyfile; then
	mkdir -p /etc/caddy /etc/systemd/system/caddy.service.d
	cp "$box/Caddyfile" /etc/caddy/Caddyfile
	printf '[Service]\nEnvironment=SIGHEJ_DOMAIN=%s\n' "$domain" >/etc/systemd/system/caddy.service.d/sighej.conf
fi

cp "$box"/sighej-*.service /etc/systemd/system/
systemctl daemon-reload
systemctl enable --quiet sighej-redis sighej-broker sighej-matcher
systemctl restart sighej-redis sighej-broker sighej-matcher
if [ -e /etc/systemd/system/caddy.service.d/sighej.conf ]; then systemctl restart caddy || echo "install.sh: Caddy does not start: journalctl -u caddy says why" >&2; fi

cat <<END
Sig hej is installed.
  The venue is set up in /etc/sighej/venues.json; then: systemctl restart sighej-matcher
  The admin code is SIGHEJ_ADMIN_CODE in /etc/sighej/matcher.env
  Is it ready?  curl -s http://127.0.0.1:8080/readyz
END
