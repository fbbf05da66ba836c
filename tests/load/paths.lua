-- Asks the paths of a file in random order; prints percentiles of latency.
-- wrk -s paths.lua URL -- FILE SEED [THINK_MS]
local paths = {}
local think = 0

function init(args)
	for line in io.lines(args[1]) do paths[#paths + 1] = wrk.format("GET", line) end
	math.randomseed(tonumber(args[2]))
	think = tonumber(args[3] or 0)
	if think == 0 then delay = nil end
end

function delay()
	return math.random(math.floor(think / 2), math.floor(think * 3 / 2))
end

function request()
	return paths[math.random(#paths)]
end

function done(summary, latency)
	io.write(string.format("p50_us=%d\np95_us=%d\np99_us=%d\n", latency:percentile(50),
		latency:percentile(95), latency:percentile(99)))
	local e = summary.errors
	io.write(string.format("refused=%d\nrequests=%d\n", e.connect + e.read + e.write + e.status + e.timeout,
		summary.requests))
end
