def guarded_booking(view):
    return view


def finding(view):
    return view


def booked(request):
    pass


def found_nothing(request, code):
    pass
