"""Which risks GuardDog 3.2.0 forms of findings, and how it scores them: the oracle of TestRisks.

pip install guarddog==3.2.0; writes risk_reference.json beside this file. Findings are drawn at random, in the order in which
the tool has them: by rule, capabilities before threats, those of metadata last.
"""

import json
import random
from pathlib import Path

from guarddog.analyzer.metadata.pypi.bundled_binary import PypiBundledBinary
from guarddog.analyzer.metadata.pypi.deceptive_author import PypiDeceptiveAuthor
from guarddog.analyzer.metadata.pypi.typosquatting import PypiTyposquatDetector
from guarddog.analyzer.risk_engine import Finding, Level, calculate_risk_score, form_risks_from_findings
from guarddog.analyzer.sourcecode import SOURCECODE_RULES

METADATA = [PypiBundledBinary(), PypiDeceptiveAuthor(), PypiTyposquatDetector()]
SEVERITY = {"low": 1, "medium": 2, "high": 3}


def main():
    rules = {r.id: r for r in SOURCECODE_RULES if "*.py" in r.path_include or "setup.py" in r.path_include}
    rng = random.Random(5)
    cases = []
    for _ in range(250):
        drawn = rng.sample(sorted(rules), rng.choice([1, 1, 2, 2, 3, 4, 5, 8, 12]))
        listed = [(r, rng.choice("abc") + ".py") for r in sorted(drawn) for _ in range(rng.randint(1, rules[r].max_hits))]
        found = [Finding(r, f, rules[r].identifies, Level(rules[r].severity), rules[r].mitre_tactics, Level(rules[r].specificity),
                         Level(rules[r].sophistication), rules[r].max_hits) for r, f in listed]
        for rule in METADATA:
            if rng.random() < 0.2:
                listed.append((rule.get_name(), ""))
                found.append(Finding(rule.get_name(), "", rule.identifies, Level(rule.severity), rule.mitre_tactics.split(","),
                                     Level(rule.specificity), Level(rule.sophistication)))
        risks = form_risks_from_findings(found)
        formed = [[r.name, r.threat_finding.rule_name, r.capability_finding.rule_name if r.capability_finding else "",
                   SEVERITY[r.severity.value]] for r in risks]
        cases.append({"found": listed, "risks": formed, "score": calculate_risk_score(risks).score})
    text = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
    Path(__file__).with_name("risk_reference.json").write_text("[\n" + text + "\n]\n")


main()
