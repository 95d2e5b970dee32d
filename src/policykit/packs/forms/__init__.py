"""The two filing forms of the documents, as data: their cells, and the rules by which they are filled in.

In: a form, or a batch of forms, as JSON holds them. Out: models that are in order, or all that keeps them from it.
"""

from policykit.packs.forms.base import Contact, Form, FormType, Opinion, PhoneContact, Signature, Stage
from policykit.packs.forms.jiaxian import FilingKind, JiaxianForm, Platform
from policykit.packs.forms.lanzhou import LanzhouForm, PrincipalSignature, RegistrationKind
from policykit.packs.forms.problems import FormNotFound, FormProblem, ProblemCode
from policykit.packs.forms.read import FORMS, Batch, validate_batch, validate_form

__all__ = [
    "FORMS",
    "Batch",
    "Contact",
    "FilingKind",
    "Form",
    "FormNotFound",
    "FormProblem",
    "FormType",
    "JiaxianForm",
    "LanzhouForm",
    "Opinion",
    "PhoneContact",
    "Platform",
    "PrincipalSignature",
    "ProblemCode",
    "RegistrationKind",
    "Signature",
    "Stage",
    "validate_batch",
    "validate_form",
]
