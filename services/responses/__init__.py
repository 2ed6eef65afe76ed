"""Acknowledgements and questions, reached by a person's own link.

hears    alerts, register, deliveries: what was sent to whom; actions: how far the organisation is
says     responses: acknowledged, doubted, taken back, asked, answered, published, closed, commented, not the
         right person
keeps    acknowledgements with their evidence, questions and answers, what organisations tell each other,
         partners' comments
shows    the page behind the link, a partner's own, `/mine` for when links break, the questions to the
         national team, `/api/v1/questions`
"""
