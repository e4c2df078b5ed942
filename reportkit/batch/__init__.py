"""Which reports to make, stage 5 (papermill runs the notebooks), and the ledger."""
