-- Entries of the groups of savings.sql, one after the other, each its own:
-- wrk -s entries.lua URL -- SEED GROUPS. Any answer but 201 is counted.
local seed, groups
local made = 0
local wrong = 0

function init(args)
	seed, groups = args[1], tonumber(args[2])
end

function request()
	made = made + 1
	return wrk.format("POST", "/api/v1/savings/bank", {
		["authorization"] = "Bearer bench-saver-" .. 1 + made % groups,
		["content-type"] = "application/json",
	}, string.format('{"client_id":"bench-%s-%d","fund":"social","way":"in","amount":1}', seed, made))
end

function response(status)
	if status ~= 201 then
		wrong = wrong + 1
		print("wrong=" .. wrong)
	end
end
