def form_expired(request, reason=""):
    raise NotImplementedError
