kept = {};
while true
  kept{end + 1} = ones(1, 100000) * numel(kept);
end
