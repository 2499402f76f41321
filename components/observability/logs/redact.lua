-- Hides secrets in records before any output sees them, and says of which class a record is.
--
-- Written before this file: NAMES, the words of a field's name that make its value a secret; CLASSES, the classes of logs
-- that there are; CLASS, that of each namespace which has one; and USUAL, the class of all others.
--
-- A pattern is only ever tried on a bounded piece of a line, so that no line, however made, holds up a node.

local HIDDEN = "[redacted]"
local FAILED = "[withheld: this record could not be read for secrets]"
local DEEPEST = 12
local WINDOW = 2048
local LEAD = 128

-- What begins a secret, and how it goes on. `least` is how many characters that has to be.
local STARTS = {
  { "eyJ", "^[%w_%-]+%.[%w_%-]+%.?[%w_%-]*", 16 },
  { "AKIA", "^[%u%d]+", 16 },
  { "ASIA", "^[%u%d]+", 16 },
  { "ghp_", "^%w+", 10 },
  { "gho_", "^%w+", 10 },
  { "ghu_", "^%w+", 10 },
  { "ghs_", "^%w+", 10 },
  { "ghr_", "^%w+", 10 },
  { "github_pat_", "^[%w_]+", 10 },
  { "glpat-", "^[%w_%-]+", 10 },
  { "xoxa-", "^[%w%-]+", 10 },
  { "xoxb-", "^[%w%-]+", 10 },
  { "xoxp-", "^[%w%-]+", 10 },
  { "xoxr-", "^[%w%-]+", 10 },
  { "sk_live_", "^%w+", 10 },
  { "rk_live_", "^%w+", 10 },
}

local function each(text, word, found)
  local at = 1
  while true do
    local first, last = string.find(text, word, at, true)
    if not first then
      return
    end
    found(first, last)
    at = last + 1
  end
end

local function window(text, first)
  return string.sub(text, first, first + WINDOW - 1)
end

-- Where a piece ends that begins at `first`. One that fills its window may go on, and takes all the rest with it.
local function ending(text, first, piece)
  return #piece >= WINDOW and #text or first + #piece - 1
end

-- The value behind `name=`, `name: ` or `"name":`, in quotes of any kind or bare.
local function value_span(text, first, whole_line)
  local lead = string.match(string.sub(text, first, first + LEAD), "^[%w_%-%.]*[\\\"']*%s*[:=]%s*")
  if not lead then
    return nil
  end
  local start = first + #lead
  local rest = window(text, start)
  local quote = string.match(rest, "^\\*[\"']")
  if quote then
    local closed = string.find(rest, quote, #quote + 1, true)
    -- A quote that nobody closes hides all the rest.
    return start + #quote, closed and start + closed - 2 or #text
  end
  local bare = string.match(rest, whole_line and "^[^\r\n\"']+" or "^[^%s\"'\\,;&}%]]+")
  return start, bare and ending(text, start, bare) or start - 1
end

local function named(text, lowered, spans)
  for _, name in ipairs(NAMES) do
    each(lowered, name, function(_, last)
      local line = name == "authorization" or name == "cookie"
      local first, final = value_span(text, last + 1, line)
      if first and final >= first then
        spans[#spans + 1] = { first, final }
      end
    end)
  end
end

local function started(text, spans)
  for _, start in ipairs(STARTS) do
    each(text, start[1], function(first, last)
      local rest = string.match(window(text, last + 1), start[2])
      if rest and #rest >= start[3] then
        spans[#spans + 1] = { first, ending(text, last + 1, rest) }
      end
    end)
  end
end

-- `bearer` and `basic` are words as well: what follows is a credential if it looks like none.
local function schemes(text, lowered, spans)
  for _, scheme in ipairs({ "bearer", "basic" }) do
    each(lowered, scheme, function(_, last)
      local gap, rest = string.match(window(text, last + 1), "^(%s+)([%w%-%._~%+/=]+)")
      if rest and #rest >= 8 and string.find(string.sub(rest, 2), "[%u%d=]") then
        local filled = #gap + #rest >= WINDOW
        spans[#spans + 1] = { last + 1 + #gap, filled and #text or last + #gap + #rest }
      end
    end)
  end
end

local function addresses(text, spans)
  each(text, "://", function(_, last)
    local user, password = string.match(window(text, last + 1), "^([^%s:/@\"']*):([^%s@/\"']+)@")
    if user then
      spans[#spans + 1] = { last + 2 + #user, last + 1 + #user + #password }
    end
  end)
  each(text, "@", function(first)
    local before = string.match(string.sub(text, math.max(1, first - 64), first - 1), "[%w%._%%%+%-]+$")
    local after = string.match(string.sub(text, first + 1, first + 255), "^[%w%-%.]*%w%.%a%a+")
    if before and after then
      spans[#spans + 1] = { first - #before, first + #after }
    end
  end)
end

local function luhn(digits)
  local sum, double = 0, false
  for at = #digits, 1, -1 do
    local digit = string.byte(digits, at) - 48
    if double then
      digit = digit * 2
      if digit > 9 then
        digit = digit - 9
      end
    end
    sum, double = sum + digit, not double
  end
  return sum % 10 == 0
end

-- Cards: 13 to 19 digits, in groups or not, whose check digit is right. Other numbers may stand right before and behind.
local function cards(text, spans)
  local groups, at = {}, 1
  while true do
    local first, last = string.find(text, "%d+", at)
    if not first then
      break
    end
    local near = #groups > 0 and first == groups[#groups][2] + 2
    local joined = near and string.find(string.sub(text, first - 1, first - 1), "[ %-]") ~= nil
    groups[#groups + 1] = { first, last, joined }
    at = last + 1
  end
  for from = 1, #groups do
    local digits, to = "", from
    while to <= #groups and (to == from or groups[to][3]) and #digits < 19 do
      digits = digits .. string.sub(text, groups[to][1], groups[to][2])
      if #digits >= 13 and #digits <= 19 and string.find(digits, "^[2-6]") and luhn(digits) then
        spans[#spans + 1] = { groups[from][1], groups[to][2] }
      end
      to = to + 1
    end
  end
end

local function keys(text, spans)
  each(text, "PRIVATE KEY-----", function(first)
    spans[#spans + 1] = { first, #text }
  end)
  -- The body of a key that is logged line by line: base64 alone, and not a checksum in hexadecimal digits.
  if #text >= 60 and #text <= 80 and string.find(text, "^[%w+/=]+$") and not string.find(text, "^%x+$") then
    spans[#spans + 1] = { 1, #text }
  end
end

local function without(text, spans)
  table.sort(spans, function(one, other)
    return one[1] < other[1]
  end)
  local parts, at = {}, 1
  for _, span in ipairs(spans) do
    if span[2] >= at then
      if span[1] >= at then
        parts[#parts + 1] = string.sub(text, at, span[1] - 1)
        parts[#parts + 1] = HIDDEN
      end
      at = span[2] + 1
    end
  end
  parts[#parts + 1] = string.sub(text, at)
  return table.concat(parts)
end

local function clean(text)
  local lowered, spans = string.gsub(string.lower(text), "[%-%.]", "_"), {}
  named(text, lowered, spans)
  started(text, spans)
  schemes(text, lowered, spans)
  addresses(text, spans)
  cards(text, spans)
  keys(text, spans)
  if #spans == 0 then
    return text
  end
  return without(text, spans)
end

local function secret(key)
  local lowered = string.gsub(string.lower(key), "[%-%.]", "_")
  for _, name in ipairs(NAMES) do
    if string.find(lowered, name, 1, true) then
      return true
    end
  end
  return false
end

local function walk(value, depth)
  if type(value) == "string" then
    return clean(value)
  end
  if type(value) ~= "table" then
    return value
  end
  if depth > DEEPEST then
    return FAILED
  end
  local cleaned = {}
  for key, inner in pairs(value) do
    if type(key) == "string" and type(inner) ~= "boolean" and secret(key) then
      cleaned[key] = HIDDEN
    else
      cleaned[type(key) == "string" and clean(key) or key] = walk(inner, depth + 1)
    end
  end
  return cleaned
end

local function class_of(about)
  local labels = type(about) == "table" and type(about.labels) == "table" and about.labels or {}
  local asked = labels["platform.internal/log-class"]
  if type(asked) == "string" and CLASSES[asked] then
    return asked
  end
  local namespace = type(about) == "table" and about.namespace_name
  return type(namespace) == "string" and CLASS[namespace] or USUAL
end

-- Whose a record is, in a few words: labels and ids of everything that is known of a pod would be most of what is paid for.
local function whose(about)
  if type(about) ~= "table" then
    return nil
  end
  local labels = type(about.labels) == "table" and about.labels or {}
  return {
    namespace_name = about.namespace_name,
    pod_name = about.pod_name,
    container_name = about.container_name,
    host = about.host,
    app = labels["app.kubernetes.io/name"] or labels.app,
  }
end

local function read(record)
  record.kubernetes = nil
  return walk(record, 1)
end

function redact(tag, timestamp, record)
  local about = type(record) == "table" and record.kubernetes or nil
  local read_it, cleaned = pcall(read, record)
  if not read_it then
    -- Rather no text than one with secrets in it.
    cleaned = { log = FAILED }
  end
  cleaned.kubernetes = whose(about)
  cleaned.log_class = class_of(about)
  cleaned.log_index = "pods-" .. cleaned.log_class
  return 2, timestamp, cleaned
end
