"""Makes the sample campaign: invented returns, filled into the program's blank forms, and the truth about them."""
