"""Six services that speak only by events.

`publishing` lets the national team issue an alert; `directory` knows who must be told;
`distribution` mails it to them and keeps what happened to each mail;
`responses` takes acknowledgements and questions; `actions` keeps what each organisation did;
`oversight` shows regions and the nation who has not answered.
`kit` is plumbing without a word about patient safety; `local` is what a laptop has instead of a cluster.
`all.py` is the only file that knows every service.
"""
