"""Who may do what with an event of the Boston mission, by its status: the tables of tests/permission_table.py."""

READING = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      200      200       200        200        200
    Boston approver   200      200       200        200        200
    Denver staff      404      404       404        200        404
    Denver approver   404      404       404        200        404
    HQ reviewer       200      200       200        200        200
    HQ administrator  200      200       200        200        200
    read-only         404      404       404        200        404
"""

OPENING = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      200      200       200        200        302
    Boston approver   200      200       200        200        302
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       200      200       200        200        302
    HQ administrator  200      200       200        200        302
    read-only         404      404       404        404        404
"""

SAVING = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      422      422       422        422        409
    Boston approver   422      422       422        422        409
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       422      422       422        422        409
    HQ administrator  422      422       422        422        409
    read-only         404      404       404        404        404
"""

COPYING = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      200      200       200        200        200
    Boston approver   200      200       200        200        200
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       200      200       200        200        200
    HQ administrator  200      200       200        200        200
    read-only         404      404       404        404        404
"""

NOT_FILLED_IN = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      422      422       422        422        422
    Boston approver   422      422       422        422        422
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       422      422       422        422        422
    HQ administrator  422      422       422        422        422
    read-only         404      404       404        404        404
"""

SUBMITTING = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      302      302       409        409        409
    Boston approver   302      302       409        409        409
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       302      302       409        409        409
    HQ administrator  302      302       409        409        409
    read-only         404      404       404        404        404
"""

CONFIRMING = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      404      404       404        404        404
    Boston approver   404      404       404        404        404
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       409      409       302        409        409
    HQ administrator  409      409       302        409        409
    read-only         404      404       404        404        404
"""

ASKING_FOR_RETURN = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      404      404       404        404        404
    Boston approver   200      200       200        200        200
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       200      200       200        200        200
    HQ administrator  200      200       200        200        200
    read-only         404      404       404        404        404
"""

RETURNING = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      404      404       404        404        404
    Boston approver   409      302       409        409        409
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       409      409       302        302        409
    HQ administrator  409      409       302        302        409
    read-only         404      404       404        404        404
"""

WITHDRAWING = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      302      302       302        302        409
    Boston approver   302      302       302        302        409
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       302      302       302        302        409
    HQ administrator  302      302       302        302        409
    read-only         404      404       404        404        404
"""

PUTTING_BACK = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      409      409       409        409        302
    Boston approver   409      409       409        409        302
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       409      409       409        409        302
    HQ administrator  409      409       409        409        302
    read-only         404      404       404        404        404
"""

# ---- the same in a closed fiscal year: nothing is done, only asked for

REFUSED = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      409      409       409        409        409
    Boston approver   409      409       409        409        409
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       409      409       409        409        409
    HQ administrator  409      409       409        409        409
    read-only         404      404       404        404        404
"""

REFUSED_TO_HQ = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      404      404       404        404        404
    Boston approver   404      404       404        404        404
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       409      409       409        409        409
    HQ administrator  409      409       409        409        409
    read-only         404      404       404        404        404
"""

ASKED_IN_AN_OPEN_YEAR = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      302      302       302        302        302
    Boston approver   302      302       302        302        302
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       302      302       302        302        302
    HQ administrator  302      302       302        302        302
    read-only         404      404       404        404        404
"""

ASKED_TO_WITHDRAW = WITHDRAWING

REFUSED_TO_REVIEWERS = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      404      404       404        404        404
    Boston approver   409      409       409        409        409
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       409      409       409        409        409
    HQ administrator  409      409       409        409        409
    read-only         404      404       404        404        404
"""

# ---- the queue: 302 leads to the event, which does not wait for the person

IN_THE_QUEUE = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      404      404       404        404        404
    Boston approver   302      200       302        302        302
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       302      302       200        302        302
    HQ administrator  302      302       200        302        302
    read-only         404      404       404        404        404
"""

DECIDING_IN_THE_QUEUE = RETURNING

COMMENTING = ASKED_IN_AN_OPEN_YEAR

ASKED_TO_CONFIRM = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      302      302       302        409        409
    Boston approver   302      302       302        409        409
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       302      302       302        409        409
    HQ administrator  302      302       302        409        409
    read-only         404      404       404        404        404
"""

ASKED_TO_COUNT_AGAIN = PUTTING_BACK

PRACTICE_READING = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      200      200       200        200        404
    Boston approver   200      200       200        200        404
    Denver staff      404      404       404        200        404
    Denver approver   404      404       404        200        404
    HQ reviewer       200      200       200        200        404
    HQ administrator  200      200       200        200        404
    read-only         404      404       404        200        404
"""

PRACTICE_TELLING = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      200      200       200        200        404
    Boston approver   200      200       200        200        404
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       200      200       200        200        404
    HQ administrator  200      200       200        200        404
    read-only         404      404       404        404        404
"""

PRACTICE_SAYING_WHY = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      302      302       302        302        404
    Boston approver   302      302       302        302        404
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       302      302       302        302        404
    HQ administrator  302      302       302        302        404
    read-only         404      404       404        404        404
"""

PRACTICE_WITHOUT_A_STORY = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      422      422       422        422        404
    Boston approver   422      422       422        422        404
    Denver staff      404      404       404        404        404
    Denver approver   404      404       404        404        404
    HQ reviewer       422      422       422        422        404
    HQ administrator  422      422       422        422        404
    read-only         404      404       404        404        404
"""

PRACTICE_STARTING = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      200      200       200        200        404
    Boston approver   200      200       200        200        404
    Denver staff      404      404       404        200        404
    Denver approver   404      404       404        200        404
    HQ reviewer       404      404       404        404        404
    HQ administrator  404      404       404        404        404
    read-only         404      404       404        404        404
"""

PRACTICE_NOT_STARTED = """
    who               draft    approval  submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in   sign-in    sign-in    sign-in
    Boston staff      422      422       422        422        404
    Boston approver   422      422       422        422        404
    Denver staff      404      404       404        422        404
    Denver approver   404      404       404        422        404
    HQ reviewer       404      404       404        404        404
    HQ administrator  404      404       404        404        404
    read-only         404      404       404        404        404
"""
