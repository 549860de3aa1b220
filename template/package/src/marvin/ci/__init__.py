"""What a project's GitHub workflows call: `python -m marvin.ci COMMAND`.

`stage` tries a commit in STAGE, `cleanup` removes what such trials left, `tested` says whether a release was tried,
`publish` puts its wheel into the project's volume, and `promotion` asks for it to go to PROD.
"""
