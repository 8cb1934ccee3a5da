from django.http import HttpResponse


def results(request):
    return HttpResponse("")


def api(request):
    return HttpResponse("")
