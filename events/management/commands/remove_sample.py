from django.core.management.base import BaseCommand, no_translations

from events.sample.keeping import take_out


class Command(BaseCommand):
    help = "Removes the sample: its events with their history, its series, returns and accounts, and nothing else."

    @no_translations
    def handle(self, **_options) -> None:
        removed = take_out()
        if not (
            removed.events
            or removed.series
            or removed.returns
            or removed.accounts
            or removed.kept_series
            or removed.closed_accounts
        ):
            self.stdout.write("There is no sample in the register.")
            return
        self.stdout.write(
            f"Removed {removed.events:,} sample events with their history, {removed.series} series, "
            f"{removed.returns} quarterly returns and {removed.accounts} accounts."
        )
        for name in removed.kept_series:
            self.stdout.write(f"  kept the series “{name}”: events that are not a sample belong to it")
        for email in removed.closed_accounts:
            self.stdout.write(f"  closed {email} and kept it: somebody worked with it")
