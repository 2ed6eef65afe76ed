"""Acknowledgements and questions, reached by a person's own link.

hears    alerts, register, deliveries: what was sent to whom; actions: how far the organisation is
says     responses: acknowledged, asked, answered, published, closed, commented, not the right person
keeps    acknowledgements, questions and answers, what organisations tell each other, partners' comments
shows    the page behind the link, a partner's own, the questions to the national team, `/api/v1/questions`
"""
