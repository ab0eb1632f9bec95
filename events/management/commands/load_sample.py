from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations

from accounts.sample import PASSWORD
from events.models import CountingRule, Event
from events.sample.keeping import put_in
from events.sample.making import EVENTS, PUBLISHED, CannotMake
from regions.pack import pack

SEED = 20210730


class Command(BaseCommand):
    help = (
        "Fills an empty register with a sample: 918 events of fiscal years 2017 to 2020 whose participants add up to "
        "the published figures. Every event is marked as a sample; remove_sample takes all of it out again."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="another seed gives other events, the same totals")
        parser.add_argument("--alongside", action="store_true", help="load it although the register holds real events")
        parser.add_argument(
            "--with-accounts",
            action="store_true",
            default=not settings.HTTPS,
            help="make the sample accounts too; done by itself where HTTPS is off, on a machine of one's own",
        )

    @no_translations
    def handle(self, *, seed: int, alongside: bool, with_accounts: bool, **_options) -> None:
        if count := Event.objects.filter(is_sample=True).count():
            self.stdout.write(f"The sample is already there ({count:,} events); remove_sample takes it out.")
            return
        if not pack().is_of_the_united_states:
            raise CommandError(
                "The sample is made of places in the United States; this data pack is of another country."
            )
        if not CountingRule.objects.exists():
            raise CommandError("There is no reference data yet. Run load_reference first, then load_sample.")
        if not alongside and (real := Event.objects.count()):
            raise CommandError(
                f"The register holds real events ({real:,}). Nothing was loaded; "
                "--alongside loads the sample beside them."
            )
        try:
            accounts = put_in(seed=seed, with_accounts=with_accounts)
        except CannotMake as error:
            raise CommandError(f"{error} Nothing was loaded.") from None
        self.stdout.write(f"Loaded {sum(EVENTS.values()):,} sample events (seed {seed}):")
        for year, events in EVENTS.items():
            self.stdout.write(f"  fiscal year {year}: {events} events, {PUBLISHED[year]:,} participants")
        self.stdout.write("The yearly participants are the published ones; how the 918 divide by year is made up.")
        if accounts:
            self.stdout.write(f"Made {len(accounts)} sample accounts; the password of each is {PASSWORD}")
            for user in accounts:
                self.stdout.write(f"  {user.email}  {user.role}")
            self.stdout.write("Anybody can read this password: run remove_sample before others can reach the site.")
