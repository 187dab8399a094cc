"""What a request says of streams: windows of time, lateness, thresholds that hold, crossings."""
