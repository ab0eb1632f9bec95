"""The report on paper and in files: pure functions of `reports.figures`, without models, request or clock."""
