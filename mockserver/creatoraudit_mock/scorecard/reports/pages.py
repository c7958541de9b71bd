"""The page of a rule, in Markdown: for the terminal, for SARIF and for the documentation."""

from __future__ import annotations

from creatoraudit_mock.scorecard.catalogue import Rule


def rule_page(rule: Rule, *, level: int = 1) -> str:
    """What, why, what the documentation has on it, bad and good code, and how to ignore it."""
    head = "#" * level
    return f"""\
{head} {rule.code} {rule.name}

{rule.summary}

*{rule.level.capitalize()}*, family *{rule.family}*. Topic of the API's documentation: *{rule.topic}*.{_limits(rule)}

**Why.** {rule.why}

**Instead:** {rule.fix}.

Bad:

```python
{rule.bad.strip()}
```

Good:

```python
{rule.good.strip()}
```

To let it pass: `score(world).assert_clean(ignore=["{rule.code}"])`, or `score --ignore {rule.code}`.
"""  # noqa: E501 - one paragraph of Markdown is one line


def _limits(rule: Rule) -> str:
    parts = [f" Judged only with `{rule.needs}=`."] if rule.needs else []
    if rule.timed:
        parts.append(
            " Not judged on a clock that requests move, or that runs at another speed than real "
            "time."
        )
    return "".join(parts)
