# usage: awk -v listener=terminals -f operations.awk openapi.yaml
# The operations of one listener as an mdoc list, as ddopa-api(7) has them.
function flush_out() {
  if (method != "" && where == listener) {
    printf ".It %s Pa %s\n", method, path
    n = length(summary)
    # A sentence a line; what mdoc would take for a macro or an argument stays text.
    gsub(/\. /, ".\n", summary)
    sub(/\.?$/, ".", summary)
    print summary
  }
  method = ""
}
/^  \/[^ ]*:$/ { flush_out(); path = $1; sub(/:$/, "", path) }
/^    (get|post|put|delete|patch):$/ { flush_out(); method = toupper($1); sub(/:$/, "", method); where = ""; summary = "" }
/^      summary: / && method != "" { sub(/^      summary: */, ""); gsub(/^"|"$/, ""); summary = $0 }
/^      x-listener: / { where = $2 }
/^components:/ { flush_out(); exit }
END { flush_out() }
