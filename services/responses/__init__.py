"""Acknowledgements and questions, reached by a person's own link.

hears    alerts, register, deliveries: what was sent to whom; actions: how far the organisation is
says     responses: acknowledged, doubted, taken back, asked, answered, not the right person
keeps    acknowledgements with their evidence, questions and answers
shows    the page behind the link, `/mine` for when links break, the questions to the national team,
         `/api/v1/questions`
"""
