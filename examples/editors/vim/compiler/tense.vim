" Fills the quickfix list with what tense finds: `:compiler tense`, then `:make`.
if exists("current_compiler")
  finish
endif
let current_compiler = "tense"

CompilerSet makeprg=tense\ check\ --format\ short
CompilerSet errorformat=%f:%l:%c:\ %trror:\ %m,%f:%l:%c:\ %tarning:\ %m,%f:%l:%c:\ %tint:\ %m,%-G%.%#
