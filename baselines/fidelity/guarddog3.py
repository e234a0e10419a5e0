"""Agreement of baselines/guarddog3 with GuardDog 3.2.0 (pip install guarddog==3.2.0), source rules alone.

--tool is the command `guarddog`. It asks three servers for lists at each start, which no source rule needs: a proxy that
does not answer makes it go on at once. See fidelity.py.
"""

import json
import os
import subprocess

import fidelity

VERSION = "guarddog 3.2.0 source"
MALICIOUS = 7  # its label high_risk
ELSEWHERE = {
    "threat-npm-dependency-confusion", "threat-npm-http-dependency", "threat-npm-preinstall-script",
    "threat-runtime-obfuscation-dynamic-eval", "threat-runtime-obfuscation-hidden-code", "threat-runtime-obfuscation-js-mangling",
    "threat-runtime-obfuscation-log-suppress", "threat-runtime-self-propagation",
}  # rules for JavaScript and npm alone


def run(tool):
    offline = dict(os.environ, **{k: "http://127.0.0.1:9" for k in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")})

    def scan(path):
        out = subprocess.run(["nice", "-n", "10", tool, "pypi", "scan", "--no-sandbox", "--output-format", "json", path],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=offline)
        if out.returncode or not out.stdout:
            return {"error": out.stderr.decode(errors="replace")[-300:]}
        said = json.loads(out.stdout)
        found = {rule: sorted({f["location"] for f in hits}) for rule, hits in said["results"].items() if hits}
        return {"rules": sorted(found), "found": found, "errors": said["errors"], "score": said["risk_score"]["score"],
                "risks": sorted(r["threat_rule"] for r in said["risks"])}

    return scan


def main():
    args = fidelity.arguments(__doc__)
    packages = fidelity.sample(args.manifest, args.malicious, args.benign)
    paths = [path for path, _ in packages]
    tool = fidelity.theirs(run(args.tool), paths, args.cache, VERSION)
    ours, cpu = fidelity.ours(args.malguard, "guarddog3", paths)
    for said in tool.values():
        said["rules"] = [r for r in said.get("rules", []) if r not in ELSEWHERE]
    fidelity.report("guarddog3", packages, ours, rules, tool, lambda said: said["score"] >= MALICIOUS, cpu)
    scores = [(10 * ours[p]["score"], tool[p]["score"]) for p in paths if "error" not in ours[p] and "error" not in tool[p]]
    print(f"\nmean absolute difference of the scores 0 to 10: {sum(abs(a - b) for a, b in scores) / len(scores):.3f}, "
          f"equal: {sum(abs(a - b) < 0.05 for a, b in scores)} of {len(scores)}")


def rules(opinion):
    return {e["rule"] for e in opinion["evidence"] if not e["rule"].startswith("risk.")}


if __name__ == "__main__":
    main()
