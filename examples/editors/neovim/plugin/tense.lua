-- Checks a file as it stands in the buffer, with the rest of its repository known. Needs `tense` in the PATH.

local namespace = vim.api.nvim_create_namespace("tense")
local levels = {
  error = vim.diagnostic.severity.ERROR,
  warning = vim.diagnostic.severity.WARN,
  hint = vim.diagnostic.severity.HINT,
}

-- `path:line:column: level: message [rule]`; the column counts characters from 1, Neovim counts bytes from 0.
local function diagnostic(buffer, line)
  local path, row, column, level, message, rule =
    line:match("^(.-):(%d+):(%d+): (%a+): (.*) %[([%w-]+)%]$")
  if not path then
    return nil
  end
  row, column = tonumber(row) - 1, tonumber(column) - 1
  if vim.fn.fnamemodify(path, ":p") ~= vim.api.nvim_buf_get_name(buffer) then
    -- A mistake in the settings, which stand in another file.
    return { lnum = 0, col = 0, severity = levels[level], source = "tense", message = line }
  end
  local text = vim.api.nvim_buf_get_lines(buffer, row, row + 1, false)[1] or ""
  local ok, byte = pcall(vim.str_byteindex, text, column)
  return {
    lnum = row,
    col = ok and byte or 0,
    severity = levels[level],
    source = "tense",
    code = rule,
    message = message,
  }
end

-- The last check of each buffer: what an earlier one says of it is stale.
local jobs = {}

local function check(buffer)
  if jobs[buffer] then
    vim.fn.jobstop(jobs[buffer])
  end
  local name = vim.api.nvim_buf_get_name(buffer)
  local command =
    { "tense", "check", "-", "--format", "short", "--force-exclude", "--stdin-filename", name }
  local job = vim.fn.jobstart(command, {
    stdout_buffered = true,
    on_stdout = function(job, lines)
      if jobs[buffer] ~= job or not vim.api.nvim_buf_is_valid(buffer) then
        return
      end
      local found = {}
      for _, line in ipairs(lines) do
        table.insert(found, diagnostic(buffer, line))
      end
      vim.diagnostic.set(namespace, buffer, found)
    end,
  })
  jobs[buffer] = job
  if job > 0 then
    local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
    vim.fn.chansend(job, table.concat(lines, "\n") .. "\n")
    vim.fn.chanclose(job, "stdin")
  end
end

vim.api.nvim_create_autocmd({ "BufReadPost", "BufWritePost", "InsertLeave" }, {
  pattern = { "*.rs", "*.avsc", "*.avdl", "*.json", "*.yaml", "*.yml", "*.proto", "*.tf" },
  callback = function(event)
    check(event.buf)
  end,
})
