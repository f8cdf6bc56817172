"""The teams files belong to and the people in them, each with so many files as one person can look after."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.accounts.roles import group_of
from auslaenderbehoerde.authority.models import Department, Office, Team
from auslaenderbehoerde.local.demo.records import MEMBERS
from auslaenderbehoerde.local.demo.scale.sizes import Size
from eakte.models import NumberRange
from eakte.services.files import DIGITS

TEAMS_OF_DEPARTMENT = 4
ROLE = "caseworker"


@dataclass(frozen=True)
class Desk:
    """One person's place in a team."""

    team: int
    department: int
    code: str
    clerk: UUID


@dataclass
class References:
    """Numbers for new files without a gap, as `eakte.services.files` draws them."""

    last: Counter[tuple[int, int]] = field(default_factory=Counter)

    def next(self, desk: Desk, opened_at: datetime) -> str:
        """The next one of the department in the year."""
        key = (desk.department, opened_at.year)
        self.last[key] += 1
        return f"{desk.code}-{opened_at.year}-{self.last[key]:0{DIGITS}}"

    def write_down(self) -> None:
        """From here the numbers go on."""
        rows = [NumberRange(department_id=of, year=year, last=last) for (of, year), last in self.last.items()]
        NumberRange.objects.bulk_create(rows)


def desks(size: Size, office: Office) -> list[Desk]:
    """Every place of every team; teams and people that are missing are made. The demo's own people sit in the first."""
    teams = list(Team.objects.select_related("department").order_by("pk")[: size.teams])
    teams += [_team(number, office) for number in range(len(teams), size.teams)]
    people = _people(size)
    _seat(teams, people, size.clerks)
    return [_desk(teams[number // size.clerks], user) for number, user in enumerate(people)]


def _desk(team: Team, user: User) -> Desk:
    return Desk(team.pk, team.department_id, team.department.code, user.pk)


def _team(number: int, office: Office) -> Team:
    letter = number // TEAMS_OF_DEPARTMENT + 1
    department, _made = Department.objects.get_or_create(
        code=f"M{letter}", defaults={"name": f"Aufenthalt {letter}", "office": office}
    )
    return Team.objects.create(department=department, name=f"Team {number + 1}")


def _people(size: Size) -> list[User]:
    """The demo's caseworker first; nobody can sign in as one of the others."""
    known = list(User.objects.filter(username=MEMBERS[0]))
    missing = range(len(known), size.clerk_count())
    locked = make_password(None)
    made = [
        User(username=f"team-{number:04}", first_name="Kollege", last_name=f"{number:04}", is_staff=True,
             email=f"team-{number:04}@example.org", password=locked)
        for number in missing
    ]  # fmt: skip
    User.objects.bulk_create(made)
    role = group_of(ROLE).pk
    User.groups.through.objects.bulk_create(User.groups.through(user_id=user.pk, group_id=role) for user in made)
    return known + made


def _seat(teams: list[Team], people: list[User], clerks: int) -> None:
    through = Team.members.through
    seats = [through(team_id=teams[number // clerks].pk, user_id=user.pk) for number, user in enumerate(people)]
    through.objects.bulk_create(seats, ignore_conflicts=True)
    teams[0].members.add(*User.objects.filter(username__in=MEMBERS))
