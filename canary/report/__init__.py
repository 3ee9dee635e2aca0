"""What people see: tables, accounts and pages. The only home of tabulate."""
