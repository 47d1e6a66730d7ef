# Runs a server for as long as its caller lives, who holds the standard input open: once that ends, for whatever reason,
# the server ends and its folder goes. So they do when OWNER, another process, ends before the caller.
#   guarded-server.sh STATE OWNER COMMAND...
state=$1 owner=$2
shift 2
exec 3<&0
"$@" </dev/null 3<&- &
server=$!

wanted() {
  while kill -0 "$owner" 2>/dev/null; do
    read -r -t 1 -u 3 && continue
    [ $? -gt 128 ] || return
  done
}

watch() {
  wanted
  touch "$state/abandoned"
  # A server that a test stopped hears no SIGTERM.
  [ ! -e "$state/pids" ] || kill -CONT $(cat "$state/pids") 2>/dev/null
  kill "$server"
}

watch >/dev/null 2>&1 &
watcher=$!
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
[ ! -e "$state/abandoned" ] || rm -rf "$state"
exit "$code"
