"""Filing forms out: a form as a page to print (HTML) or as a Word document, in the form's own layout, in Chinese."""

from policykit.io.forms_out.render import FormFormat, render_form

__all__ = ["FormFormat", "render_form"]
