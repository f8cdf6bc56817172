from django.contrib.admin import ModelAdmin


class RecordAdmin(ModelAdmin):
    room = ""


class ContentAdmin(ModelAdmin):
    room = ""
