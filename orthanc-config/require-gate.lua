-- Orthanc refuses to start with a plugin that fails or is missing, but not without one that nobody has asked for: it would then answer
-- everybody. An error here, before any port is open, keeps it from starting.

local function exists(path)
  local file = io.open(path, 'r')
  if file then file:close() end
  return file ~= nil
end

for _, path in ipairs(GetOrthancConfiguration()['Plugins'] or {}) do
  -- The entries are files, or folders of plugins.
  if exists(path) and (path:match('/libOrthancSgim%.so$') or exists(path .. '/libOrthancSgim.so')) then return end
end
error('libOrthancSgim.so is not among the plugins: nothing would guard the images')
