# Commands as they stand in a document: what is tested is what a reader pastes.

# block FILE TEXT: the shell block of the file that has the text in it; fails if there is none.
block() {
  awk -v text="$2" '
    /^```sh$/ { block = ""; inside = 1; next }
    /^```/ { if (inside && index(block, text)) { printf "%s", block; found = 1; exit } inside = 0 }
    inside { block = block $0 "\n" }
    END { exit !found }' "$1"
}
